# activity.recognition
.class final Lorg/example/reach/Steps;
.super Ljava/lang/Object;
.source "Steps.java"

.method static use(Landroid/content/Context;)V
    .registers 3
    const/16 v0, 0x0
    const/16 v1, 0x13
    invoke-virtual/range {v0 .. v1}, Landroid/hardware/SensorManager;->getDefaultSensor(I)Landroid/hardware/Sensor;
    return-void
.end method
