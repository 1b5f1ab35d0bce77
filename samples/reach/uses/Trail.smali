# location.background
.class final Lorg/example/reach/Trail;
.super Ljava/lang/Object;
.source "Trail.java"

.method static use(Landroid/content/Context;)V
    .registers 10
    const/16 v0, 0x0
    const-wide/16 v1, 0x0
    const-wide/16 v3, 0x0
    const/16 v5, 0x0
    const-wide/16 v6, 0x0
    const/16 v8, 0x0
    invoke-virtual/range {v0 .. v8}, Landroid/location/LocationManager;->addProximityAlert(DDFJLandroid/app/PendingIntent;)V
    return-void
.end method
