namespace Mhero.Functions.Tests.Host.Samples;

public sealed record SampleItem(Guid Uuid, int Count);
