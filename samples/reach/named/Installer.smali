# apps.install
.class final Lorg/example/reach/Installer;
.super Ljava/lang/Object;
.source "Installer.java"

.annotation system Ldalvik/annotation/EnclosingMethod;
    value = Landroid/content/pm/PackageManager;->canRequestPackageInstalls()Z
.end annotation
