using System.Diagnostics;

namespace MayorsMechanism.Fixtures;

/// <summary>LibreOffice without a window, with a profile of its own in the folder.</summary>
public static class Office
{
    /// <param name="folder">Where the document lies, and where the result is written.</param>
    /// <param name="document">Its file name.</param>
    /// <param name="format">A filter of LibreOffice, such as pdf or txt:Text (encoded):UTF8.</param>
    /// <param name="cancel">Gives up waiting.</param>
    public static async Task<byte[]> ConvertAsync(string folder, string document, string format, CancellationToken cancel)
    {
        using var office = Process.Start(new ProcessStartInfo("soffice",
            [$"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", format, "--outdir", folder, Path.Combine(folder, document)])
        { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var said = await Task.WhenAll(office.StandardOutput.ReadToEndAsync(cancel), office.StandardError.ReadToEndAsync(cancel));
        await office.WaitForExitAsync(cancel);
        var result = Path.Combine(folder, Path.ChangeExtension(document, format.Split(':')[0]));
        if (!File.Exists(result)) throw new InvalidOperationException(string.Concat(said));
        return await File.ReadAllBytesAsync(result, cancel);
    }
}
