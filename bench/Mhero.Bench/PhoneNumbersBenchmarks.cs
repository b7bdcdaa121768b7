using BenchmarkDotNet.Attributes;
using Mhero.Core.Mapping.Phones;

namespace Mhero.Bench;

/// <summary>Reading one telephone number, by its spelling.</summary>
[MemoryDiagnoser]
public class PhoneNumbersBenchmarks
{
    private readonly PhoneNumbers _numbers = new("RW");

    [Params("+250788123456", "0788 123 456", "00250788123456", "250788123456", "8080", "not a number")]
    public string Text { get; set; } = "";

    [Benchmark]
    public PhoneNumber? Parse() => _numbers.Parse(Text);
}
