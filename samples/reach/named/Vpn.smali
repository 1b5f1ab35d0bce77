# vpn
.class final Lorg/example/reach/Vpn;
.super Ljava/lang/Object;
.source "Vpn.java"

.annotation system Ldalvik/annotation/EnclosingMethod;
    value = Landroid/net/VpnService;->prepare(Landroid/content/Context;)Landroid/content/Intent;
.end annotation
