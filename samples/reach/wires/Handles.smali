.class public Lorg/example/wires/Handles;
.super Ljava/lang/Object;
.source "Handles.java"

.method public static go()V
    .registers 2
    invoke-custom {}, call_site_0("run", ()Ljava/lang/Runnable;, ()V, invoke-static@Lorg/example/wires/Handles;->body()V, ()V)@Ljava/lang/invoke/LambdaMetafactory;->metafactory(Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;Ljava/lang/invoke/MethodType;Ljava/lang/invoke/MethodType;Ljava/lang/invoke/MethodHandle;Ljava/lang/invoke/MethodType;)Ljava/lang/invoke/CallSite;
    move-result-object v0
    invoke-interface {v0}, Ljava/lang/Runnable;->run()V
    const-method-handle v0, invoke-static@Lorg/example/wires/Handles;->held()V
    const-method-handle v0, invoke-instance@Landroid/telephony/TelephonyManager;->getDeviceId()Ljava/lang/String;
    return-void
.end method

.method public static idle()V
    .registers 2
    const-method-handle v0, invoke-static@Lorg/example/wires/Handles;->dead()V
    return-void
.end method

.method private static body()V
    .registers 0
    return-void
.end method

.method private static held()V
    .registers 0
    return-void
.end method

.method private static dead()V
    .registers 0
    return-void
.end method
