using System.Security.Cryptography;
using System.Text.Json;

namespace MayorsMechanism.AppHost.Start;

/// <summary>Passwords and keys that were generated at the first start, readable by their owner alone.</summary>
sealed class Secrets(DataFolder data)
{
    public const string FileName = "secrets.json";

    /// <summary>Without those that look alike; none that an environment file or a shell takes for its own.</summary>
    public const string LettersAndDigits = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789";

    /// <summary>As authenticators take a key (RFC 4648).</summary>
    public const string Base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    readonly SortedDictionary<string, string> _values = File.Exists(data.In(FileName))
        ? JsonSerializer.Deserialize<SortedDictionary<string, string>>(File.ReadAllText(data.In(FileName)))!
        : [];

    public string Get(string name, int length = 32, string characters = LettersAndDigits)
    {
        lock (_values)
        {
            if (_values.TryGetValue(name, out var known)) return known;
            var value = _values[name] = RandomNumberGenerator.GetString(characters, length);
            data.WritePrivately(FileName, JsonSerializer.Serialize(_values, Indented) + "\n");
            return value;
        }
    }
}
