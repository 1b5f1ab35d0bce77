# identifiers.advertising
.class final Lorg/example/reach/Advert;
.super Ljava/lang/Object;
.source "Advert.java"

.method static use(Landroid/content/Context;)V
    .registers 2
    const/16 v0, 0x0
    invoke-static/range {v0 .. v0}, Lcom/google/android/gms/ads/identifier/AdvertisingIdClient;->getAdvertisingIdInfo(Landroid/content/Context;)Lcom/google/android/gms/ads/identifier/AdvertisingIdClient$Info;
    return-void
.end method
