using System.Collections.Frozen;

namespace Mhero.Core.Mapping.Languages;

/// <summary>
/// Languages in RapidPro's form (ISO 639-3) and in FHIR's (BCP-47: the shortest code, so ISO 639-1 where
/// there is one). Individual languages of a macrolanguage become the macrolanguage's two letters in FHIR
/// (<c>swh</c> is <c>sw</c>), and old bibliographic and withdrawn codes are understood.
/// </summary>
internal static class LanguageCodes
{
    /// <summary>ISO 639-1 and its ISO 639-3 code, run together.</summary>
    private const string Pairs =
        "aaaar ababk aeave afafr akaka amamh anarg arara asasm avava ayaym azaze babak bebel bgbul bibis bmbam bnben " +
        "bobod brbre bsbos cacat ceche chcha cocos crcre csces cuchu cvchv cycym dadan dedeu dvdiv dzdzo eeewe elell " +
        "eneng eoepo esspa etest eueus fafas ffful fifin fjfij fofao frfra fyfry gagle gdgla glglg gngrn guguj gvglv " +
        "hahau heheb hihin hohmo hrhrv hthat huhun hyhye hzher iaina idind ieile igibo iiiii ikipk ioido isisl itita " +
        "iuiku jajpn jvjav kakat kgkon kikik kjkua kkkaz klkal kmkhm knkan kokor krkau kskas kukur kvkom kwcor kykir " +
        "lalat lbltz lglug lilim lnlin lolao ltlit lulub lvlav mgmlg mhmah mimri mkmkd mlmal mnmon mrmar msmsa mtmlt " +
        "mymya nanau nbnob ndnde nenep ngndo nlnld nnnno nonor nrnbl nvnav nynya ococi ojoji omorm orori ososs papan " +
        "pipli plpol pspus ptpor quque rmroh rnrun roron rurus rwkin sasan scsrd sdsnd sesme sgsag shhbs sisin skslk " +
        "slslv smsmo snsna sosom sqsqi srsrp ssssw stsot susun svswe swswa tatam tetel tgtgk ththa titir tktuk tltgl " +
        "tntsn toton trtur tstso tttat twtwi tytah uguig ukukr ururd uzuzb veven vivie vovol wawln wowol xhxho yiyid " +
        "yoyor zazha zhzho zuzul";

    /// <summary>Bibliographic codes of ISO 639-2 (<c>fre</c>) and the terminological ones that ISO 639-3 uses.</summary>
    private const string Bibliographic =
        "albsqi armhye baqeus burmya chizho czeces dutnld frefra geokat gerdeu greell iceisl macmkd maomri maymsa " +
        "perfas rumron sloslk tibbod welcym";

    /// <summary>
    /// Individual languages and their macrolanguage, where people mean the macrolanguage's two letters. Languages that
    /// go by their own name (Cantonese, Sorani) keep three letters.
    /// </summary>
    private const string Individuals =
        "acmara acqara acxara aebara afbara ajpara alnsqi alssqi apcara apdara arbara arqara aryara arzara aycaym " +
        "aylara aynara ayraym azbaze azjaze bhrmlg bmmmlg bzcmlg cmnzho ekkest fataka ffmful fubful fucful fueful " +
        "fufful fuhful fuiful fuqful fuvful gaxorm gazorm guggrn haeorm kbykau khkmon kmrkur knckau kngkon kpvkom " +
        "krtkau kwykon ldikon lvslav mshmlg mvfmon npinep ojboji ojcoji orcorm oryori pbtpus pbupus pesfas pltmlg " +
        "prsfas pstpus quhque quyque quzque shuara skgmlg spvori swcswa swhswa tdxmlg tkgmlg txymlg uznuzb uzsuzb " +
        "xmvmlg xmwmlg yddyid yihyid zlmmsa zsmmsa zybzha";

    /// <summary>Two-letter codes that ISO withdrew and old systems still send.</summary>
    private const string Withdrawn = "iwheb inind jiyid jwjav moron";

    /// <summary>
    /// Every code of ISO 639-3 (2,197 bytes, one bit for each of aaa to zzz, the lowest bit first): RapidPro refuses a
    /// whole contact over a language code that is not one, so the question has to be answered here.
    /// </summary>
    private const string KnownBits =
        "/+3f/v//v9v7//7a9x88V2uXe/j/9/9wvwP//8sFhVL5//1/7//39/////////fjqf///0y0Cn6/33/////X///P/9tv9PFwXeefFAcg3/0fbskheO9v" +
        "3///f///f///////3/////d/7///7/+/x////b//7f////6/////79///fv//3f////+///////3///1z////9/////+///f///f+f//7v/////+7zu9" +
        "/cWtLUDsnMFDJAwlQQBQRADAv//+n7RCRdaTJIj3e+cXVlF5Dhw3f/Pv/+9RGGUIAAD8/73///9+Nz7Hh8/7AYEAsAWAAAAAAANQAACSIdD9d+/e/l4E" +
        "AAJkjRnB33sjAAAA323OIuXZ8/5//8+dFEEEhgDRAPDHZV/WmV637e8DAAIAAACAV1pHkmkBLtZ7dN9/fwAAAAEEVgMAALAUB1EUGgABAAAQEUkAAGAQ" +
        "AAAAEAAARAQAEIAFEAAABQCAKAQAABDVLRBkFyRTtdW/480DAIAAQBAAAAAABBc5Ad3XkSGYpwAABECCAAABBAAAAAIBQABEAACw/u85AAIAAAAEAAAA" +
        "AAAgAEAEAAAAAgAAABCjqgQAAAAABCAEpggEAAiBUAAACDEGQAAAAABAQAP1QxAIBAAAAOC7sxMAgAARAAAAAAAAAAAAAAAA///f7//fz4OiwP/fJ+8P" +
        "5QMQILDFgEUlmwPfud8D0EiQAQ7Bt5Ncyziyf/9t+f//fwQIAAEhEjzP/Q+FT0QAAAT//9/W6Bv0N6MNAAAge3kCB4QA8P///wAYBYEAAACAELQcIQAA" +
        "AAAAEEAABAi0/qYMQAAAkSQEbABg8P//d/YYBZ/bbgMAEQAAAEAFNb6CKAQABFHi//8/BQkIBUAAAAAAEAEABAAAAAAhAmzjSRSIIMBHkAcAAADMUEAk" +
        "hUeEQCAQACEAUIgQANHs71Q1DQFpDi3rMwgAIAVAEQAAAFBAlkjW3afBRpf7ABAACACAAEBFAAECAAFAgAACCPjr1zvEnRYAAAwEASAg2aIBAAAAEkQA" +
        "AAQQ8J2VEwSAAAHQFkAAEPCQYkzSAgFKAEYEgAgAACDAAIAGAAgAAAAA8NjvFQIIAAABAAAAABABABAAAAD///1///////9//+/2////////P/f/37//" +
        "/////3////7//////////////f/f3//3/9///////776//////9/////////7///7//r/fv/////9d//v/+/3d//vJgFLP8H8Pv/fwAIAMN9GwbmcvDv" +
        "/39EIjCfex79/1by/z7f8g6V9///R4ABAgAgQFWfip/5bhGHUfj3/3dAAQXRWFwAQAAQBAIAIAqA+z///v7////////v/7//f/////////ff//f//997" +
        "////9////f+////7///e333///f///f/////////f////3/f37/vt/9/3//n////9972f///f+f///f/X/9/n/7///9//38CggTfv///1++///f/4p7n" +
        "//f/dn3F////////3v+/fw+nUQbEl9Bdr6b//f9jXUvf//8/IBQAV1HCZfUN8v//30IFxQUAIgB0aRAYBUEAAQYAAAAAAFFgBQQBAAAGESAAGAWS8f1n" +
        "awaVBkft2k2de4MEYkAAFUIAAABUx/lfEM7JRs/3ExEAIAAAAJAAAAAAAAoQAAFAAODff799vk//v0AUhGGw/116BAIASS0UJvvt8a/vPwAAAsfgHny/" +
        "/b379/z3///0/e9B9HcQAAEAf/+33flfBYbv9Tf9HQAAAENxQgBAAAABQxkgCAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" +
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAP+951fuE10IwUAh+hcBgAAAAADw/v+/ACMAIAAACAAAMLXjEAAAABEkFgABAjCCowFQAAGDEUgAAADw39+/" +
        "EqoQ/vhSAIAgAAAAAEAQAgI8ABBCEGFf3jEAAAABXAIgAAABAEIBIAAA/3b/////L9/ez737p//vf0tAEPF96f33///7v/dv8XvxP/8//+//9/7/9/3f" +
        "//39/1f/b4F1n/z3/+/////+/19XZ+9fUBBy//+fFZ8VB33GfaGS9e//f/+////93f//vfbf/z9AmAK/7//n9v5c/v9/0D4Ve7j/vv//9v/393P//+7/" +
        "99f97y+Av8X//v/f///////9/3d7Bh93//nbXc99Frnqe6AeIAAwAgQkSAQAAEDUBgQAAAQABAAwCQZQAAgAQAAkAAQAENx4100PFE/xFmTVSAoAAgBA" +
        "AAgAAAD89+sfWEhBJKAEABASQCIAEAAAAAAAAAEAAAiAEBC/b5MAAQAAAAAAAADAgC8AAAAAAAAKAAAAwIfCAgAAAAH+GAIAEvD/eT8AJQAACAoAAAAA" +
        "AABAABADAAkgAAABAACDAAAAAAEAAAAAAAAAAAAAAAD/+//Pfr4REAAAkgFGzdFeAAEAMBQEURABBPY/MgUEALCAIFV1n33fccx41UP112cUAQAAAAAA" +
        "CPfbH1RgA2gFEIs4ugEAADAAJEQAABACMQIBAADw9f+X17xQ1nh6FVAFpITpQQAAAGsZUnRA6SCQYpIAAAJ/7/9/hVP07///8N3HTPVC/P//HwCAwFaM" +
        "Fp/7N33v/7WkrwFEGAFdTkoIUCgw4IAQICQA////T/4BBogKQBYBABULPgEAABCQaUUCAgHpv78CAAAQ1KfRVJ5E3v2HZrFVINSj2DA8gAAAAEzwEcWE" +
        "b1AAIlB/v8sHACAQhLJFEAZEAAASAhEA8P/9fwUCFokAAAAIABAMAgAAAACDMAIshAExwAMkAAAAy+Q6BsgE8P//fxQBAYRQB/z//w8BAEAQOAEBHBJA" +
        "4XYWiAMQAAAAAQAAAAAAIiQKQIAAAA==";

    private static readonly FrozenDictionary<string, string> ToThree =
        Split(Pairs + " " + Withdrawn, 2).Concat(Split(Bibliographic, 3)).ToFrozenDictionary(p => p.Key, p => p.Value);

    private static readonly FrozenDictionary<string, string> ToTwo =
        Split(Pairs, 2).Select(p => KeyValuePair.Create(p.Value, p.Key))
            .Concat(Split(Individuals, 3).Select(p => KeyValuePair.Create(p.Key, Split(Pairs, 2).First(q => q.Value == p.Value).Key)))
            .ToFrozenDictionary(p => p.Key, p => p.Value);

    private static readonly byte[] Known = Convert.FromBase64String(KnownBits);

    /// <summary>ISO 639-3 of a BCP-47 tag or of an ISO 639 code of any part.</summary>
    /// <param name="tag"><c>en</c>, <c>pt-BR</c>, <c>SWA</c>, <c>fre</c>; region, script and case are ignored.</param>
    /// <returns>Three lower-case letters, or null when it names no language (also for <c>und</c>, <c>mul</c>, <c>zxx</c>, <c>mis</c>).</returns>
    public static string? ToIso6393(string? tag)
    {
        if (string.IsNullOrWhiteSpace(tag))
        {
            return null;
        }

        var primary = tag.AsSpan().Trim();
        var end = primary.IndexOfAny('-', '_');
        primary = end < 0 ? primary : primary[..end];
        if (primary.Length is not (2 or 3))
        {
            return null;
        }

        var code = primary.ToString().ToLowerInvariant();
        if (ToThree.TryGetValue(code, out var three))
        {
            return three;
        }

        return code is not ("und" or "mul" or "zxx" or "mis") && IsKnown(code) ? code : null;
    }

    /// <summary>The BCP-47 tag of a language.</summary>
    /// <param name="code">An ISO 639-3 code, or anything that <see cref="ToIso6393"/> reads.</param>
    /// <returns>Two letters where ISO 639-1 has them, else three; null when the code names no language.</returns>
    public static string? ToBcp47(string? code) =>
        ToIso6393(code) is not { } three ? null : ToTwo.GetValueOrDefault(three, three);

    /// <summary>Whether two codes name the same language once written to FHIR; false when either names none.</summary>
    public static bool AreSame(string? one, string? other) => ToBcp47(one) is { } tag && tag == ToBcp47(other);

    private static bool IsKnown(string code)
    {
        if (code.Length != 3 || code.AsSpan().ContainsAnyExceptInRange('a', 'z'))
        {
            return false;
        }

        var index = ((code[0] - 'a') * 676) + ((code[1] - 'a') * 26) + code[2] - 'a';
        return (Known[index / 8] & (1 << (index % 8))) != 0;
    }

    private static IEnumerable<KeyValuePair<string, string>> Split(string table, int keyLength) =>
        table.Split(' ').Select(entry => KeyValuePair.Create(entry[..keyLength], entry[keyLength..]));
}
