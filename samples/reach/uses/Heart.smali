# sensors.body
.class final Lorg/example/reach/Heart;
.super Ljava/lang/Object;
.source "Heart.java"

.method static use(Landroid/content/Context;)V
    .registers 3
    const/16 v0, 0x0
    const/16 v1, 0x15
    invoke-virtual/range {v0 .. v1}, Landroid/hardware/SensorManager;->getDefaultSensor(I)Landroid/hardware/Sensor;
    return-void
.end method
