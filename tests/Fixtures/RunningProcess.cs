namespace MayorsMechanism.Fixtures;

/// <summary>What Linux tells of a process.</summary>
static class RunningProcess
{
    public static string[] CommandLine(int id) => Parts(id, "cmdline");

    public static Dictionary<string, string?> Environment(int id) => Parts(id, "environ")
        .Select(variable => variable.Split('=', 2)).ToDictionary(pair => pair[0], pair => (string?)pair[1]);

    /// <summary>The one whose environment has this.</summary>
    public static int With(string variable, string value) => Directory.GetDirectories("/proc").Select(Path.GetFileName)
        .Where(name => int.TryParse(name, out _)).Select(name => int.Parse(name!, System.Globalization.CultureInfo.InvariantCulture))
        .First(id => id != System.Environment.ProcessId && Has(id, $"{variable}={value}"));

    static bool Has(int id, string entry)
    {
        try
        {
            return Parts(id, "environ").Contains(entry);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    static string[] Parts(int id, string file) => File.ReadAllText($"/proc/{id}/{file}").TrimEnd('\0').Split('\0');
}
