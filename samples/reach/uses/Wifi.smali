# wifi.scan
.class final Lorg/example/reach/Wifi;
.super Ljava/lang/Object;
.source "Wifi.java"

.method static use(Landroid/content/Context;)V
    .registers 2
    const/16 v0, 0x0
    invoke-virtual/range {v0 .. v0}, Landroid/net/wifi/WifiManager;->getScanResults()Ljava/util/List;
    return-void
.end method
