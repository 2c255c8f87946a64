namespace MayorsMechanism.Notifications.Sending;

static class SendingSetup
{
    /// <summary>The dispatcher, and where it sends to. The service does not start without a place to send to.</summary>
    public static void AddSending(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<Mail>();
        builder.Services.AddSingleton(services => Delivery.From(
            services.GetRequiredService<IConfiguration>(), services.GetRequiredService<Mail>(), services.GetRequiredService<TimeProvider>()));
        builder.Services.AddSingleton<Trouble>();
        builder.Services.AddHealthChecks().AddCheck<Trouble>("mail");
        builder.Services.AddSingleton<LetterQueue>();
        builder.Services.AddHostedService<Dispatcher>();
    }
}
