namespace MayorsMechanism.Outcomes.Papers.Documents;

/// <summary>The files of this folder that are built into the service.</summary>
static class Embedded
{
    public static Stream Open(string name) => typeof(Embedded).Assembly.GetManifestResourceStream(name)!;

    public static string Text(string name)
    {
        using var reader = new StreamReader(Open(name));
        return reader.ReadToEnd();
    }
}
