# admin.device
.class final Lorg/example/reach/Admin;
.super Ljava/lang/Object;
.source "Admin.java"

.annotation system Ldalvik/annotation/EnclosingMethod;
    value = Landroid/app/admin/DevicePolicyManager;->lockNow()V
.end annotation
