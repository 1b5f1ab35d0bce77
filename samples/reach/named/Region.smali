# location.coarse
.class final Lorg/example/reach/Region;
.super Ljava/lang/Object;
.source "Region.java"

.annotation system Ldalvik/annotation/EnclosingMethod;
    value = Landroid/location/LocationManager;->getLastKnownLocation(Ljava/lang/String;)Landroid/location/Location;
.end annotation
