using MayorsMechanism.Notifications.Letters;
using MimeKit;

namespace MayorsMechanism.Notifications.Sending;

/// <summary>
/// A file for each letter, named after it. It appears there whole, and once: one that is there already was delivered by somebody who did
/// not live to say so.
/// </summary>
sealed class PickupFolder(string folder) : Delivery
{
    static readonly FormatOptions Format = InternetFormat();

    readonly DirectoryInfo _folder = Directory.CreateDirectory(folder);

    public override async Task<DeliveryResult> DeliverAsync(Letter letter, MimeMessage message, CancellationToken stop)
    {
        try
        {
            if (!File.Exists(Finished(letter.MailName))) await WriteAsync(letter.MailName, message, stop);
            return new(Outcome.Sent);
        }
        catch (IOException e)
        {
            return new(Outcome.Deferred, e.Message);
        }
    }

    public override void Forget(Letter letter)
    {
        foreach (var name in letter.MailNames)
        {
            File.Delete(Finished(name));
            File.Delete(Unfinished(name));
        }
    }

    async Task WriteAsync(string letter, MimeMessage message, CancellationToken cancel)
    {
        await using (var file = File.Create(Unfinished(letter)))
        {
            await message.WriteToAsync(Format, file, cancel);
            file.Flush(flushToDisk: true);
        }
        File.Move(Unfinished(letter), Finished(letter));
    }

    string Finished(string letter) => Path.Combine(_folder.FullName, $"{letter}.eml");

    string Unfinished(string letter) => Path.Combine(_folder.FullName, $"{letter}.part");

    static FormatOptions InternetFormat()
    {
        var format = FormatOptions.Default.Clone();
        format.NewLineFormat = NewLineFormat.Dos;
        return format;
    }
}
