# start.boot
.class final Lorg/example/reach/Boot;
.super Ljava/lang/Object;
.source "Boot.java"

.method static use(Landroid/content/Context;)V
    .registers 7
    const-string v1, "android.intent.action.BOOT_COMPLETED"
    new-instance v0, Landroid/content/Intent;
    invoke-direct {v0, v1}, Landroid/content/Intent;-><init>(Ljava/lang/String;)V
    return-void
.end method
