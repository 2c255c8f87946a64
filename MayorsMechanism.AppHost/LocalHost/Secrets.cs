using System.Security.Cryptography;
using System.Text.Json;

namespace MayorsMechanism.AppHost.LocalHost;

/// <summary>Passwords and keys that were generated at the first start, readable by their owner alone.</summary>
sealed class Secrets(DataFolder data)
{
    public const string FileName = "secrets.json";

    // Without those that look alike.
    public const string Capitals = "ABCDEFGHJKLMNPQRSTUVWXYZ", SmallLetters = "abcdefghijkmnopqrstuvwxyz", Digits = "23456789";

    static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    readonly SortedDictionary<string, string> _values = File.Exists(data.In(FileName))
        ? JsonSerializer.Deserialize<SortedDictionary<string, string>>(File.ReadAllText(data.In(FileName)))!
        : [];

    public string Get(string name, int length = 32, string characters = Capitals + SmallLetters + Digits)
    {
        lock (_values)
        {
            if (_values.TryGetValue(name, out var known))
                return known;
            var value = _values[name] = RandomNumberGenerator.GetString(characters, length);
            WritePrivately(FileName, JsonSerializer.Serialize(_values, Indented) + "\n");
            return value;
        }
    }

    /// <summary>A setting's value; a generated one is also put where the person who starts the system can read it.</summary>
    public string Get(Setting setting)
    {
        if (setting.Value is { } given)
            return given;
        var value = Get(setting.Name, setting.Length, setting.Characters);
        if (setting.Name == Announcement.AdministratorPassword && !File.Exists(data.In(setting.Name)))
            WritePrivately(setting.Name, value + "\n");
        return value;
    }

    // Written beside its place and then renamed: a full disk or a kill never leaves half of it.
    void WritePrivately(string name, string text)
    {
        var unfinished = data.In(name + ".new");
        File.Delete(unfinished);
        using (var file = new StreamWriter(unfinished, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        }))
            file.Write(text);
        File.Move(unfinished, data.In(name), overwrite: true);
    }
}
