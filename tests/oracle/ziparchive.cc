// The platform's own ZIP library, told to say what it sees: one line an archive, one line an entry it can open,
// in the form of tests/oracle/ziplist.c. Reads paths from standard input.
#include <ziparchive/zip_archive.h>

#include <cstdio>
#include <cstring>
#include <iostream>
#include <string>
#include <string_view>
#include <vector>

#include <zlib.h>

namespace {

constexpr uint32_t kLargest = 256u << 20;  // as LIMIT_ENTRY_SIZE

struct Sum {
    uLong crc = 0;
    size_t size = 0;
};

bool Add(const uint8_t* data, size_t size, void* cookie)
{
    Sum* sum = static_cast<Sum*>(cookie);
    sum->crc = crc32(sum->crc, data, static_cast<uInt>(size));
    sum->size += size;
    return true;
}

void Entry(const std::string& path, ZipArchiveHandle archive, ZipEntry* entry, std::string_view name)
{
    std::printf("%s\tentry ", path.c_str());
    for (unsigned char c : name) std::printf("%02x", c);
    std::printf(" method=%u compressed=%u size=%u crc=%08x data=%lld ", entry->method, entry->compressed_length,
                entry->uncompressed_length, entry->crc32, static_cast<long long>(entry->offset));
    // what 1032 to 1, the most that DEFLATE can do, does not reach is worth trying: it fails at once
    if (entry->uncompressed_length > kLargest && entry->method == kCompressDeflated &&
        entry->uncompressed_length / 1032 <= entry->compressed_length) {
        std::printf("large\n");
        return;
    }
    Sum sum;
    if (ProcessZipEntryContents(archive, entry, Add, &sum) != 0)
        std::printf("fails\n");
    else
        std::printf("bytes=%zu sum=%08lx\n", sum.size, sum.crc);
}

void Archive(const std::string& path)
{
    ZipArchiveHandle archive;
    int32_t result = OpenArchive(path.c_str(), &archive);
    if (result != 0) {
        std::printf("%s\trefused\n", path.c_str());
    } else {
        void* cookie = nullptr;
        ZipEntry entry;
        std::string_view name;
        size_t readable = 0, count = GetArchiveInfo(archive).entry_count;
        StartIteration(archive, &cookie);
        while ((result = Next(cookie, &entry, &name)) != -1) {
            if (result != 0) continue;  // one that cannot be opened; iteration goes on behind it
            readable++;
            Entry(path, archive, &entry, name);
        }
        EndIteration(cookie);
        std::printf("%s\topens entries=%zu readable=%zu\n", path.c_str(), count, readable);
    }
    CloseArchive(archive);
}

}  // namespace

int main()
{
    for (std::string path; std::getline(std::cin, path);) Archive(path);
    return 0;
}
