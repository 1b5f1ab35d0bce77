# apps.list
.class final Lorg/example/reach/Apps;
.super Ljava/lang/Object;
.source "Apps.java"

.annotation system Ldalvik/annotation/EnclosingMethod;
    value = Landroid/content/pm/PackageManager;->getInstalledPackages(I)Ljava/util/List;
.end annotation
