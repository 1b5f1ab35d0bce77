# files.read
.class final Lorg/example/reach/Files;
.super Ljava/lang/Object;
.source "Files.java"

.method static use(Landroid/content/Context;)V
    .registers 2
    invoke-static/range {}, Landroid/os/Environment;->getExternalStorageDirectory()Ljava/io/File;
    return-void
.end method
