using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Mhero.Core.Mapping.Phones;

namespace Mhero.Core.Tests.Mapping;

public class PhoneNumberProperties
{
    private static readonly string[] Regions = ["RW", "KE", "UG", "TZ", "US", "AR", "MX", "BR", "IT", "DE", "CI", "IN"];
    private static readonly string[] Noise = [" ", "-", "(", ")", ".", "/", "\u00A0", "\u200E", "\u2011", "  "];

    /// <summary>Digits as they come: of any length, with and without a prefix.</summary>
    private static readonly Gen<string> Dialled =
        from prefix in Gen.Elements("", "+", "00", "+25", "07", "0")
        from count in Gen.Choose(1, 14)
        from digits in Gen.Elements("0123456789".ToCharArray()).ArrayOf(count)
        select prefix + new string(digits);

    private static readonly Gen<string> Mobile =
        from start in Gen.Elements("+25078", "078", "0025072", "25073", "+25471", "+25671", "+1415")
        from digits in Gen.Elements("23456789".ToCharArray()).ArrayOf(7)
        select start + new string(digits);

    [Property(MaxTest = 2000)]
    public Property Parse_ItsOwnResult_IsTheSame() =>
        Prop.ForAll(Dialled.Zip(Gen.Elements(Regions)).ToArbitrary(), given =>
        {
            var phones = new PhoneNumbers(given.Item2);
            var number = phones.Parse(given.Item1);
            return number is null || number == phones.Parse(number.Value);
        });

    [Property(MaxTest = 1000)]
    public Property Parse_E164_DoesNotDependOnTheRegion() =>
        Prop.ForAll(Dialled.Zip(Gen.Elements(Regions)).ToArbitrary(), given =>
        {
            var number = new PhoneNumbers(given.Item2).Parse(given.Item1);
            return number is null or { IsShortCode: true } || Array.TrueForAll(Regions, r => new PhoneNumbers(r).Parse(number.Value) == number);
        });

    [Property(MaxTest = 1000)]
    public Property Parse_FormattingNoise_DoesNotMatter() =>
        Prop.ForAll(Mobile.Zip(Gen.Elements(Noise).ArrayOf(6)).ToArbitrary(), given =>
        {
            var phones = new PhoneNumbers("RW");
            var (plain, noise) = given;
            var noisy = string.Concat(plain.Select((c, i) => c + (c == '+' ? "" : noise[i % noise.Length])));
            var number = phones.Parse(plain);
            return number is { IsShortCode: false } && number == phones.Parse(noisy);
        });

    [Property(MaxTest = 3000)]
    public void Parse_AnyText_NeverThrowsAndNeverInvents(string? text)
    {
        var number = new PhoneNumbers("RW").Parse(text);
        Assert.True(number is null || (number.IsShortCode
            ? number.Value.Length is >= 3 and <= 6
            : number.Value[0] == '+' && number.Value.Length is > 6 and <= 16));
    }
}
