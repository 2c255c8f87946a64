using QRCoder;

namespace MayorsMechanism.Console.Pages;

static class QrCode
{
    /// <summary>A picture for authenticators, black on white whatever the page's colours are: cameras need it so.</summary>
    public static string DataUri(string content)
    {
        using var data = QRCodeGenerator.GenerateQrCode(content, QRCodeGenerator.ECCLevel.M);
        using var png = new PngByteQRCode(data);
        return $"data:image/png;base64,{Convert.ToBase64String(png.GetGraphic(6))}";
    }
}
