# identifiers.advertising
.class final Lorg/example/reach/Advert;
.super Ljava/lang/Object;
.source "Advert.java"

.annotation system Ldalvik/annotation/EnclosingMethod;
    value = Lcom/google/android/gms/ads/identifier/AdvertisingIdClient;->getAdvertisingIdInfo(Landroid/content/Context;)Lcom/google/android/gms/ads/identifier/AdvertisingIdClient$Info;
.end annotation
