# checks.root
.class final Lorg/example/reach/Root;
.super Ljava/lang/Object;
.source "Root.java"

.method static use(Landroid/content/Context;)V
    .registers 7
    const-string v1, "/system/xbin/su"
    new-instance v0, Ljava/io/File;
    invoke-direct {v0, v1}, Ljava/io/File;-><init>(Ljava/lang/String;)V
    return-void
.end method
