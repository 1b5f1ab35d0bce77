# checks.emulator
.class final Lorg/example/reach/Emulator;
.super Ljava/lang/Object;
.source "Emulator.java"

.method static use(Landroid/content/Context;)V
    .registers 7
    const-string v1, "/dev/qemu_pipe"
    new-instance v0, Ljava/io/File;
    invoke-direct {v0, v1}, Ljava/io/File;-><init>(Ljava/lang/String;)V
    return-void
.end method
