# location.coarse
.class final Lorg/example/reach/Region;
.super Ljava/lang/Object;
.source "Region.java"

.method static use(Landroid/content/Context;)V
    .registers 3
    const/16 v0, 0x0
    const/16 v1, 0x0
    invoke-virtual/range {v0 .. v1}, Landroid/location/LocationManager;->getLastKnownLocation(Ljava/lang/String;)Landroid/location/Location;
    return-void
.end method
