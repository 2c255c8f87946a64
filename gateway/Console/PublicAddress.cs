using MayorsMechanism.ServiceDefaults;

namespace MayorsMechanism.Console;

static class PublicAddress
{
    /// <summary>Pages are asked for by the gateway, under an inner address. What they link and redirect to is the origin that people see.</summary>
    public static void UsePublicAddress(this WebApplication app)
    {
        var origin = new Uri(app.Configuration.PublicOrigin());
        var host = new HostString(origin.Authority);
        app.Use((http, next) =>
        {
            (http.Request.Scheme, http.Request.Host) = (origin.Scheme, host);
            return next(http);
        });
    }
}
