using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using MayorsMechanism.ServiceDefaults.Api;

namespace MayorsMechanism.Messaging.History;

/// <summary>
/// How entries are hashed. Each hash covers the one before, so whoever alters, removes or inserts an entry has to alter all that follow;
/// an erased payload leaves its digest behind, so erasure does not break the chain.
/// </summary>
static class Chain
{
    /// <summary>Before the first entry.</summary>
    public static readonly byte[] Start = new byte[SHA256.HashSizeInBytes];

    public static HistoryEntry Entry(RecordKind kind, Entity record, string action, string? payload)
    {
        var salt = RandomNumberGenerator.GetBytes(16);
        return new HistoryEntry
        {
            At = Microseconds(DateTimeOffset.UtcNow),
            Actor = Author.Current.Subject,
            Client = Author.Current.Client,
            Record = kind.Name,
            RecordId = record.Id,
            RootId = kind.RootId(record),
            Action = action,
            Version = record.Version,
            Payload = payload,
            Salt = payload is null ? null : salt,
            Digest = Digest(salt, payload ?? ""),
        };
    }

    /// <summary>Says of the record of this entry that it was erased.</summary>
    public static HistoryEntry Erased(HistoryEntry last) => new()
    {
        At = Microseconds(DateTimeOffset.UtcNow),
        Actor = Author.Current.Subject,
        Client = Author.Current.Client,
        Record = last.Record,
        RecordId = last.RecordId,
        RootId = last.RootId,
        Action = "erased",
        Version = last.Version,
        Digest = Digest(RandomNumberGenerator.GetBytes(16), ""),
    };

    public static byte[] Digest(byte[] salt, string payload) => SHA256.HashData([.. salt, .. Encoding.UTF8.GetBytes(payload)]);

    /// <summary>SHA-256 over the previous hash and each field, preceded by its length: no two different entries read the same.</summary>
    public static byte[] Hash(byte[] previous, long position, HistoryEntry entry)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(previous);
        foreach (var field in (ReadOnlySpan<string>)
        [
            position.ToString(CultureInfo.InvariantCulture), entry.Actor, entry.Client ?? "", entry.Record, entry.RecordId.ToString(),
            entry.RootId.ToString(), entry.Action, entry.Version.ToString(CultureInfo.InvariantCulture),
            entry.At.UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
        ]) Append(hash, Encoding.UTF8.GetBytes(field));
        Append(hash, entry.Digest);
        return hash.GetHashAndReset();
    }

    static void Append(IncrementalHash hash, ReadOnlySpan<byte> field)
    {
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, field.Length);
        hash.AppendData(length);
        hash.AppendData(field);
    }

    static DateTimeOffset Microseconds(DateTimeOffset time) => time.AddTicks(-(time.Ticks % TimeSpan.TicksPerMicrosecond));
}
