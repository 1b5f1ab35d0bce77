# identifiers.device
.class final Lorg/example/reach/Device;
.super Ljava/lang/Object;
.source "Device.java"

.method static use(Landroid/content/Context;)V
    .registers 7
    const-string v1, "android_id"
    invoke-virtual {p0}, Landroid/content/Context;->getContentResolver()Landroid/content/ContentResolver;
    move-result-object v0
    invoke-static {v0, v1}, Landroid/provider/Settings$Secure;->getString(Landroid/content/ContentResolver;Ljava/lang/String;)Ljava/lang/String;
    return-void
.end method
