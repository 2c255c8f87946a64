using System.Runtime.InteropServices;

namespace MayorsMechanism.Fixtures;

/// <summary>Programs of ours, built in the same way as the calling test.</summary>
static class Built
{
    /// <summary>The runtime that the test runs on.</summary>
    public static string Dotnet => Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../../dotnet"));

    /// <summary>The program of a project, beside that of the test.</summary>
    /// <exception cref="FileNotFoundException">It is not built.</exception>
    public static string Program(string project)
    {
        var own = new DirectoryInfo(AppContext.BaseDirectory);
        var path = Path.Combine(own.Parent!.Parent!.FullName, project, own.Name, $"{project}.dll");
        return File.Exists(path) ? path : throw new FileNotFoundException($"Build {project} first: {path} is missing.");
    }
}
