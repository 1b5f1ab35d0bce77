# camera.capture
.class final Lorg/example/reach/Camera;
.super Ljava/lang/Object;
.source "Camera.java"

.method static use(Landroid/content/Context;)V
    .registers 5
    const/16 v0, 0x0
    const/16 v1, 0x0
    const/16 v2, 0x0
    const/16 v3, 0x0
    invoke-virtual/range {v0 .. v3}, Landroid/hardware/camera2/CameraManager;->openCamera(Ljava/lang/String;Landroid/hardware/camera2/CameraDevice$StateCallback;Landroid/os/Handler;)V
    return-void
.end method
