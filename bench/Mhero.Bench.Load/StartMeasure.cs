namespace Mhero.Bench.Load;

/// <summary>One start of a worker, in milliseconds since its process was started.</summary>
/// <param name="LoadedMilliseconds">All functions are loaded and the HTTP port is open.</param>
/// <param name="HealthMilliseconds">The first <c>GET /api/health</c> is answered.</param>
/// <param name="WebhookMilliseconds">The first webhook is on the queue.</param>
/// <param name="ProcessorMilliseconds">Processor time that the worker used until then.</param>
internal sealed record StartMeasure(double LoadedMilliseconds, double HealthMilliseconds, double WebhookMilliseconds, double ProcessorMilliseconds);
