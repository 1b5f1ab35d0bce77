# calls.control
.class final Lorg/example/reach/Hang;
.super Ljava/lang/Object;
.source "Hang.java"

.method static use(Landroid/content/Context;)V
    .registers 2
    const/16 v0, 0x0
    invoke-virtual/range {v0 .. v0}, Landroid/telecom/TelecomManager;->endCall()Z
    return-void
.end method
