namespace Mhero.WorkerHost;

/// <summary>The worker did not start, did not answer, or reported a failure.</summary>
/// <param name="message">What happened, with the worker's own words.</param>
public sealed class WorkerHostException(string message) : Exception(message);
