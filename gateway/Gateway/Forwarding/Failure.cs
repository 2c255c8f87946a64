using Yarp.ReverseProxy.Forwarder;

namespace MayorsMechanism.Gateway.Forwarding;

/// <summary>What a failed attempt tells about the request's fate.</summary>
static class Failure
{
    /// <summary>The service or the way to it broke; not the caller, and not its patience.</summary>
    public static bool IsOfService(ForwarderError error) => error is ForwarderError.Request or ForwarderError.RequestTimedOut
        or ForwarderError.RequestBodyDestination or ForwarderError.ResponseHeaders or ForwarderError.ResponseBodyDestination
        or ForwarderError.NoAvailableDestinations;

    /// <summary>No connection came about, so the service has seen nothing, whatever the method.</summary>
    public static bool NothingWasSent(IForwarderErrorFeature failure) => failure.Error is ForwarderError.NoAvailableDestinations
        || failure.Exception is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError }
        // The handler reports its connect timeout as a cancellation that holds a TimeoutException.
        || failure.Exception is OperationCanceledException { InnerException: TimeoutException };

    /// <summary>The service had the request for as long as we wait. Asking again would double its load, not help.</summary>
    public static bool TookTooLong(IForwarderErrorFeature failure) => failure.Error is ForwarderError.RequestTimedOut && !NothingWasSent(failure);
}
