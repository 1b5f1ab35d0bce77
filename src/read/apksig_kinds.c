/* The oddities the signature reader reports. */
#include "read/apksig_parts.h"

const struct anomaly_kind apksig_kinds[APKSIG_KINDS] = {
    [APKSIG_BLOCK_MALFORMED] =
        {"apksig.block.malformed", EFFECT_TOLERATED,
         "The platform walks the pairs of the APK Signing Block until it finds the id it "
         "wants; pairs behind one whose size does not fit are never seen."},
    [APKSIG_BLOCK_DUPLICATE] = {"apksig.block.duplicate", EFFECT_TOLERATED,
                                "The platform uses the first pair of an id; tools that use the last one see "
                                "another signature."},
    [APKSIG_BLOCK_UNKNOWN] =
        {"apksig.block.unknown", EFFECT_TOLERATED,
         "The platform skips pairs of unknown ids; no signature covers their bytes, so data "
         "can be put there after signing."},
    [APKSIG_BLOCK_PADDING] =
        {"apksig.block.padding", EFFECT_TOLERATED,
         "Verity padding is meant to be zeros and no signature covers it: other bytes were "
         "put there on purpose."},
    [APKSIG_REFUSED] = {"apksig.refused", EFFECT_REFUSED,
                        "Devices of these API levels refuse the app: the scheme that decides there does not "
                        "verify, and they do not fall back to an older one."},
    [APKSIG_SIGNERS_DIFFER] =
        {"apksig.signers.differ", EFFECT_TOLERATED,
         "Each release looks at one scheme only, so schemes that name different signers make "
         "the same file two apps, by the age of the device; apksigner refuses it."},
    [APKSIG_V1_UNPROTECTED] =
        {"apksig.v1.unprotected", EFFECT_TOLERATED,
         "The platform does not check files under META-INF/ against JAR signatures: they "
         "can be changed or added after signing."},
    [APKSIG_V1_MISSING_FILE] = {"apksig.v1.missing-file", EFFECT_TOLERATED,
                                "A signature block without its .SF file is passed over by the platform."},
    [APKSIG_V1_IGNORED] =
        {"apksig.v1.ignored", EFFECT_TOLERATED,
         "The platform passes over a .SF file it cannot read, one without Signature-Version and "
         "one that names entries the manifest does not have; that signer signs nothing."},
    [APKSIG_V1_WEAK] =
        {"apksig.v1.weak", EFFECT_TOLERATED,
         "MD5 and SHA-1 are still accepted for JAR signatures, though others can find two files "
         "of the same digest."},
    [APKSIG_KEY_LIMIT] = {"apksig.key.limit", EFFECT_LIMIT,
                          "Keys longer than LIMIT_KEY_BITS are not used for verifying."},
    [APKSIG_CERT_LIMIT] = {"apksig.certificate.limit", EFFECT_LIMIT,
                           "Certificates larger than LIMIT_CERTIFICATE are not read."},
    [APKSIG_SIGNER_LIMIT] = {"apksig.signer.limit", EFFECT_LIMIT,
                             "No more than LIMIT_SIGNERS signers and former signers are listed."},
    [APKSIG_TEXT_LIMIT] =
        {"apksig.v1.limit", EFFECT_LIMIT,
         "Manifest, .SF files and signature blocks are read up to LIMIT_JAR_TEXT together."},
    [APKSIG_ATTRIBUTE_UNKNOWN] = {"apksig.attribute.unknown", EFFECT_TOLERATED,
                                  "The platform skips signed attributes of unknown ids."},
    [APKSIG_ALGORITHM_UNKNOWN] = {"apksig.algorithm.unknown", EFFECT_TOLERATED,
                                  "Signatures of unknown algorithms are skipped as long as one is known."},
    [APKSIG_CERT_TRAILING] =
        {"apksig.certificate.trailing", EFFECT_TOLERATED,
         "Bytes behind a certificate are part of its digest on the device, though they are "
         "not part of the certificate."},
    [APKSIG_STAMP_REFUSED] =
        {"apksig.stamp.refused", EFFECT_REFUSED,
         "The platform does not believe the source stamp; the app installs nevertheless."},
};
