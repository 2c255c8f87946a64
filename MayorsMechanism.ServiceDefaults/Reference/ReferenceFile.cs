namespace MayorsMechanism.ServiceDefaults.Reference;

/// <summary>Reference data as it is maintained: a file of cells between semicolons, whose comments say its source and date.</summary>
static class ReferenceFile
{
    public static IEnumerable<string[]> Rows(string name)
    {
        using var reader = new StreamReader(typeof(ReferenceFile).Assembly.GetManifestResourceStream(name)!);
        while (reader.ReadLine() is { } line)
        {
            if (!line.StartsWith('#')) yield return line.Split(';');
        }
    }
}
