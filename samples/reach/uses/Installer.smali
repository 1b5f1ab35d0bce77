# apps.install
.class final Lorg/example/reach/Installer;
.super Ljava/lang/Object;
.source "Installer.java"

.method static use(Landroid/content/Context;)V
    .registers 2
    const/16 v0, 0x0
    invoke-virtual/range {v0 .. v0}, Landroid/content/pm/PackageManager;->canRequestPackageInstalls()Z
    return-void
.end method
