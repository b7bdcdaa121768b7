namespace Mhero.Bench.Load.Reports;

/// <summary>The cost of one page or JSON address.</summary>
/// <param name="Name">What it shows.</param>
/// <param name="Path">Its path under <c>/api</c>.</param>
/// <param name="Status">The status of the answer.</param>
/// <param name="FirstMilliseconds">The time of the first request.</param>
/// <param name="MedianMilliseconds">The median time of the later ones.</param>
/// <param name="Storage">Requests to storage, the fewest of all requests: the app counts activity beside them.</param>
/// <param name="Fhir">Requests to the registry of the last one.</param>
/// <param name="RapidPro">Requests to RapidPro of the last one.</param>
/// <param name="Bytes">Bytes of the answer's body, compressed where the app compresses it.</param>
internal sealed record PageReport(string Name, string Path, int Status, double FirstMilliseconds, double MedianMilliseconds, long Storage, long Fhir, long RapidPro, long Bytes);
