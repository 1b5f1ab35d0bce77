# admin.device
.class final Lorg/example/reach/Admin;
.super Ljava/lang/Object;
.source "Admin.java"

.method static use(Landroid/content/Context;)V
    .registers 2
    const/16 v0, 0x0
    invoke-virtual/range {v0 .. v0}, Landroid/app/admin/DevicePolicyManager;->lockNow()V
    return-void
.end method
