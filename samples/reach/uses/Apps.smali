# apps.list
.class final Lorg/example/reach/Apps;
.super Ljava/lang/Object;
.source "Apps.java"

.method static use(Landroid/content/Context;)V
    .registers 3
    const/16 v0, 0x0
    const/16 v1, 0x0
    invoke-virtual/range {v0 .. v1}, Landroid/content/pm/PackageManager;->getInstalledPackages(I)Ljava/util/List;
    return-void
.end method
