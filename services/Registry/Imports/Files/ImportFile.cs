using System.IO.Compression;
using Npgsql;

namespace MayorsMechanism.Registry.Imports.Files;

/// <summary>An uploaded file, read from the database piece by piece.</summary>
sealed class ImportFile(NpgsqlDataSource database, Guid import, bool gzip)
{
    /// <summary>The largest file, unpacked.</summary>
    public const long Largest = 1L << 30;

    /// <summary>The longest row in bytes.</summary>
    public const int LongestRow = 1 << 20;

    public BoundedStream Open(bool boundsRows = false)
    {
        var stored = new Chunks(database, import);
        return new BoundedStream(gzip ? new GZipStream(stored, CompressionMode.Decompress) : stored) { BoundsRows = boundsRows };
    }

    sealed class Chunks(NpgsqlDataSource database, Guid import) : ReadOnlyStream
    {
        int _number;
        ReadOnlyMemory<byte> _rest;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_rest.IsEmpty && !await NextAsync(cancellationToken)) return 0;
            var count = Math.Min(buffer.Length, _rest.Length);
            _rest[..count].CopyTo(buffer);
            _rest = _rest[count..];
            return count;
        }

        async Task<bool> NextAsync(CancellationToken cancel)
        {
            await using var command = database.CreateCommand("SELECT bytes FROM import_chunks WHERE import_id = $1 AND number = $2");
            command.Parameters.Add(new() { Value = import });
            command.Parameters.Add(new() { Value = _number++ });
            if (await command.ExecuteScalarAsync(cancel) is not byte[] bytes) return false;
            _rest = bytes;
            return true;
        }
    }
}
