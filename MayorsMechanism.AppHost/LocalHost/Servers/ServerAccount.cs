namespace MayorsMechanism.AppHost.LocalHost;

/// <summary>
/// Whom a server runs as: root starts it as the account its package made (PostgreSQL refuses root),
/// anyone else as themselves.
/// </summary>
static class ServerAccount
{
    public static string? Of(string packageUser) => Environment.IsPrivilegedProcess ? packageUser : null;

    /// <summary>Makes a folder that belongs to the server's account alone.</summary>
    public static async Task MakeFolderAsync(string folder, string? account, CancellationToken cancellation)
    {
        Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        if (account is null)
            return;
        var (code, output) = await ChildProcess.RunAsync(new Command("chown", $"{account}:", folder), cancellation);
        if (code != 0)
            throw new StartException($"Cannot give {folder} to the user {account}: {output}");
        var (reached, _) = await ChildProcess.RunAsync(
            new Command("test", "-w", folder) { User = account }, cancellation);
        if (reached != 0)
            throw new StartException($"The user {account} cannot reach {folder}: choose a folder open to it, --data /var/tmp/mayors.");
    }

    /// <summary>Writes a file that only the server's account and root can read.</summary>
    public static async Task WriteFileAsync(string path, string text, string? account, CancellationToken cancellation)
    {
        File.Delete(path);
        await using (var file = new StreamWriter(path, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        }))
            await file.WriteAsync(text.AsMemory(), cancellation);
        if (account is not null)
            await ChildProcess.RunAsync(new Command("chown", $"{account}:", path), cancellation);
    }
}
