.class public Lorg/example/chatter/Wire;
.super Ljava/lang/Object;
.source "Wire.java"

.field private static final HOME:Ljava/lang/String; = "http://legacy.example.net/v1/collect"
.field private static final TOKEN:Ljava/lang/String; = "AKIAIOSFODNN7EXAMPLE"

.method public static send(Ljava/lang/String;)V
    .registers 4
    .catch Ljava/io/IOException; {:from .. :to} :failed
    :from
    new-instance v0, Ljava/net/URL;
    const-string v1, "http://legacy.example.net/v1/collect"
    invoke-direct {v0, v1}, Ljava/net/URL;-><init>(Ljava/lang/String;)V
    invoke-virtual {v0}, Ljava/net/URL;->openConnection()Ljava/net/URLConnection;
    move-result-object v0
    check-cast v0, Ljava/net/HttpURLConnection;
    const/4 v1, 0x1
    invoke-virtual {v0, v1}, Ljava/net/HttpURLConnection;->setDoOutput(Z)V
    const-string v1, "X-Token"
    const-string v2, "AKIAIOSFODNN7EXAMPLE"
    invoke-virtual {v0, v1, v2}, Ljava/net/HttpURLConnection;->setRequestProperty(Ljava/lang/String;Ljava/lang/String;)V
    invoke-virtual {v0}, Ljava/net/HttpURLConnection;->getOutputStream()Ljava/io/OutputStream;
    move-result-object v1
    invoke-virtual {p0}, Ljava/lang/String;->getBytes()[B
    move-result-object v2
    invoke-virtual {v1, v2}, Ljava/io/OutputStream;->write([B)V
    invoke-virtual {v0}, Ljava/net/HttpURLConnection;->getResponseCode()I
    :to
    return-void
    :failed
    move-exception v0
    return-void
.end method
