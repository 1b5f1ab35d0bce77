# calls.make
.class final Lorg/example/reach/Dial;
.super Ljava/lang/Object;
.source "Dial.java"

.method static use(Landroid/content/Context;)V
    .registers 4
    const/16 v0, 0x0
    const/16 v1, 0x0
    const/16 v2, 0x0
    invoke-virtual/range {v0 .. v2}, Landroid/telecom/TelecomManager;->placeCall(Landroid/net/Uri;Landroid/os/Bundle;)V
    return-void
.end method
