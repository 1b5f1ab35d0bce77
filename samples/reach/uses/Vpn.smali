# vpn
.class final Lorg/example/reach/Vpn;
.super Ljava/lang/Object;
.source "Vpn.java"

.method static use(Landroid/content/Context;)V
    .registers 2
    const/16 v0, 0x0
    invoke-static/range {v0 .. v0}, Landroid/net/VpnService;->prepare(Landroid/content/Context;)Landroid/content/Intent;
    return-void
.end method
