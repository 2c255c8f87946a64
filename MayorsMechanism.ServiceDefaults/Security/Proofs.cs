using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace MayorsMechanism.ServiceDefaults.Security;

/// <summary>
/// What one program of ours proves to another: that a fact comes from us, without asking anybody. HMAC-SHA256 (RFC 2104) by the key of the
/// deployment, cut to 128 bits.
/// </summary>
public sealed class Proofs(string key)
{
    /// <summary>Bytes of a proof.</summary>
    public const int Length = 16;

    readonly byte[] _key = Encoding.UTF8.GetBytes(key);

    /// <param name="purpose">Of one kind of facts: a proof for one says nothing of another.</param>
    /// <param name="fact">What it is about.</param>
    public byte[] Of(string purpose, ReadOnlySpan<byte> fact) =>
        HMACSHA256.HashData(_key, (byte[])[.. Encoding.UTF8.GetBytes(purpose), 0, .. fact])[..Length];

    /// <summary>Whether the proof is ours.</summary>
    public bool Hold(string purpose, ReadOnlySpan<byte> fact, ReadOnlySpan<byte> proof) => CryptographicOperations.FixedTimeEquals(Of(purpose, fact), proof);
}

public static class ProofSetup
{
    const int Shortest = 32;

    /// <summary>Call it after <c>AddServiceDefaults</c>, which knows where secrets are.</summary>
    /// <exception cref="InvalidOperationException"><c>ProofKey</c> is not set.</exception>
    public static void AddProofs(this IHostApplicationBuilder builder) =>
        builder.Services.AddSingleton(new Proofs(builder.Configuration["ProofKey"] is { Length: >= Shortest } key
            ? key
            : throw new InvalidOperationException($"Set ProofKey to a secret of at least {Shortest} characters, the same for every program.")));
}
