namespace MayorsMechanism.Fixtures;

/// <summary>What the tests were built from.</summary>
public static class Source
{
    /// <summary>The folder with the solution and the scripts.</summary>
    public static string Root
    {
        get
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (!File.Exists(Path.Combine(folder.FullName, "MayorsMechanism.sln"))) folder = folder.Parent!;
            return folder.FullName;
        }
    }
}
