# files.all
.class final Lorg/example/reach/AllFiles;
.super Ljava/lang/Object;
.source "AllFiles.java"

.method static use(Landroid/content/Context;)V
    .registers 7
    const-string v1, "android.settings.MANAGE_ALL_FILES_ACCESS_PERMISSION"
    new-instance v0, Landroid/content/Intent;
    invoke-direct {v0, v1}, Landroid/content/Intent;-><init>(Ljava/lang/String;)V
    return-void
.end method
