namespace MayorsMechanism.AppHost.LocalHost;

/// <summary>A server of an AppHost that was killed may still be closing its files: its successor waits for it.</summary>
static class Predecessor
{
    public static async Task WaitGoneAsync(string pidFile, string program, CancellationToken cancellation)
    {
        for (var attempt = 0; attempt < 300 && IsAlive(pidFile, program); attempt++)
            await Task.Delay(100, cancellation);
    }

    static bool IsAlive(string pidFile, string program)
    {
        try
        {
            var pid = File.ReadLines(pidFile).First().Trim();
            return File.ReadAllText($"/proc/{pid}/comm").Trim() == program;
        }
        catch (Exception gone) when (gone is IOException or InvalidOperationException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
