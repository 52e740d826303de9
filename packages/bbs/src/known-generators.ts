import { bls12381Sha256, type Ciphersuite } from './ciphersuite.ts'

/** Octets of each point: its coordinates x and y, big-endian. */
const AFFINE_BYTES = 96

/**
 * The first generators of the suite of `bbs-2023`, none of others: computed ahead, since hashing to as many as a
 * credential needs takes a process that has just started as long as verifying it. The tests compute them again.
 */
export function knownGenerators({ apiId }: Ciphersuite): readonly Uint8Array[] {
  return apiId === bls12381Sha256.apiId ? points(GENERATORS) : []
}

/** The P1 of the same suite, likewise. */
export function knownP1({ id }: Ciphersuite): Uint8Array | undefined {
  return id === bls12381Sha256.id ? points(P1)[0] : undefined
}

function points(base64: string): Uint8Array[] {
  const octets = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
  return Array.from({ length: octets.length / AFFINE_BYTES }, (_, i) =>
    octets.subarray(i * AFFINE_BYTES, (i + 1) * AFFINE_BYTES),
  )
}

const P1 =
  'CM4lYQKECCGj6U6pAl5GYrIFdi+XdrOnZshyuUjx/SJefFlphYjnDRFAbRYbTijJEKcRrNFv9D4wszc7e2qSM5Rex0rfALBI' +
  'H7zV47HjQuehBbSWYZXmpniFeg4Ek9Wx'

const GENERATORS =
  'Cexltwp/vkDIdMnrBBwssKevNszsG+pI+iukwutn73+eyxftJ9ONJ83t3/RMgTe+DiUcZiH6HWn8H0cbl1OlpuB3LcOvS415' +
  'OlRFSAUv4D91p2riCNllVvz1Qv3s5v2nGM1TEyg6r12xs7qGEf5gcNGeYF3kB4w43zYBn7qtC9KN0JD9JO0n9/TSLV/13qfU' +
  'Cp1jzaNQ0agQ7MyJxQknQjHD5u6dRxqLkkpxsXADXhZqjbmkujnQTgyiszpHtzwIAx++IMXBNbyqjZ/E5KxmXMbbAibzXnN1' +
  'B+gDBECT83aXqdRSSQqXDupvmtbD3Ko6GMFnhSWlO/A9lyjPJSzawE612UutOHbhAt6TMBSjhwA9oh7BWKSon5sPNNZTPLOE' +
  'FHkmNEX00hCJZakIb50f3Ized9FKkchWdpUhrTNEdUzFzpDZvExpbf+8nvHWrRtiGQHBXmRzOxLgQ+3Ljhk4psdXrFe/KumH' +
  'd+sU1WM63BUWBllTS7/ToSXvc8enEZXeDAQBdm0hKNR5HZIlV8e00a6am1CM4mZXUkSo1vMhENewt1V7d2BIaWM7tJr74gA1' +
  'DxqLvv5z1MQOVP1k/HFukZSszQpgsxsursDj2xQxqvzuMWcGmIFRf0EQq+dzRW6IGV0omDcOvFQoV3RqMWzjL6UVHDH5tXkV' +
  '4wjunR3n22kSfZGemE6gdH9SI4IbWWM1DUUOZMNO6SpoXlBKWI/fAfzP8yrTSHGGDjuanHyeFejF2K8os9o3mAy9jgfYIEVL' +
  'Dxk1mubuUIFXSSwGdlt98J4uWtWREVdC8t6cCFcrsoRcvwP9fiO38DHtnHVk5S85Aq8+xqpWQ6tzaayByxvL1xd32/t654Qt' +
  '9kULVZQO2IuhWxuBAyOYXABfWk7K6TQuC8kUq+KSYySyyEjopBGitt8Yy+d1jbhkQUX++wvwotVYqMmUa9NeAMadFnqt8wTB' +
  'ExXAqcIqO0Krp7hogI1a1/m4mb2HOIpY9rfhGuaG3FKWn3MtPSV/C3aRYQdb63lQAHVbPrDdQknL79IPF3zuiOB2HAZrcXlI' +
  'JcmZe1UfJAUcNSVnumwB5XrHXf92PqoXCA8H+kVMibvp9KSxQc9iw3sKfdwdbACnWiQVrtryWB2sQc5jNrPyKaScpVuVCD+6' +
  'AnAeuYBwco4XaVJec6v/F4PO3DZK2yDAXIl6YvKrKSf4bxGNy3gZp7IY2PP+5L1/AWtEKUycY1FjBLQ8RmRp7E8dPhuJUxAv' +
  'tJQFcOwWc2n22TeHTod/jFb7Ndjxyl52AfIpVAR09NbxE0dhuSt4gSjHrI3JsMUtWUkxMmeWcwMqx9s/s9ebRrE8HEHuSVvK' +
  'GGsx3zz9ln2rNdpYFlKscufqfe0M0fFM6XdgTjABnW9WotUTZB+accv2JcpCaM0LCJt20d9iFAYz8WNci4KiczCL+AH2Tj4S' +
  'utDJtI5ipiausIp/+zAhG+NA8dktlLDCBS5b7GwWCwBySe6ey9PS3TqQC5k2t8I01PMU1M1g/JYlamDCIVbP4Wd1BGYBgnBC' +
  'Bl9T9E2Kso/whIBh2ElE7ol+kEHJ2eKpkDErqMCPFx/asNZ0hwO8e0hwWVoS2fAfEfve90IGLWaxx1dmi95n0d8+xd9CFZOT' +
  '2p1aiA8xlrgMIKGbUhWNAjl8ZzkoPfebEuZ0+ps8zLgry0OmiBinXFs0qtLU8XsrBVPI5txSrJgLy8px3aStCuQQalZzKuLz' +
  'FGWbtBmGWdBQHbB5Zc4Krsr9WHjiD13g5Mgdnal/8FNXv55AlANUKkGszz7c7KQmEeMUhti4a5FbVmOFfG32wphXuaY1up4X' +
  '3K5T/3ZQQH+KkhjkksxZvcvnDuA2LOWPGa9zqMiedtG1IoMCc1aCG1UpHtei5DrsgunheiDDlFD4uYYMo1uJnnyPIafpn/bc' +
  'BQwhfNWToLw+ek0sTtQLJUnfZknfA7X2VMTs0PkCCPPp0PjCvdXfLZVc/jWk8mdWB9UlrBuEKqfy6eLnyRaFoIYOXk0iiNkn' +
  '1DtIA5amTN7+3kaK1Jpt1wpVx/KdbdjdB1KdvapqiVPpdFLfYeW3zp2yohXpl6pPixUAjBtxEyJHTfs9dRgakzT1585XES+T' +
  'D1W4A5V0gLVI0uqKNP6TLlldB3naMPhLHx06hh8NuDiawEz9pqIwpCGwn57yd57oF/H1DoU73HMr3E2VasfG+Emb92K6aiI/' +
  'ndurYKbtUBggPx/kTt44mSq6gXVokehaDyNu87f8rPM1bmjklMn3qH4fJwEU7ILe9+3hgaOINYvEMQTsAZt6c/l3LZHhZ4L0' +
  'BI8bqZ4fQApOIhn9sX5qVmp+pH3oQmP3VjdzBkE5RLDiiCUlszGx0fIK09Z3SonGCCz1EOu3Cd9VjSQyoiFUJXMXLLOEfUUX' +
  'DD5fYihjij3zcjoMN9Mvii6/x1xc2dG7D3/ulIgYvmJvC4+wGZ1wTcqoUa+ZzDgyLJ1Rx2MWyZZUqTSyVlxPgtfKdogIRORQ' +
  'FK7I/J7UfIwph44+guPZFrPmBSdElQW9uvaDbK+NFD+bee0xczgvvG5/FFqWZE13ACddyIN/l89olDvTcptNcIXfVnuoYZ8y' +
  '7wjLIdR5EBTAroV/V7h05l1VlPc7ycaTE5espSn33eBGjW8ACJ5D/EyMl5Glgv5Dbt9Y+bLSKlKu3qT9QiGGV0V74PDzY42R' +
  'DQb4JKYvF+wecCAvNbVY4ri0RVjorgVUydH86IhH35DJWoar0aj541YHWQS25nSMFoNO3LcDzy1fxsTwAJKA83UgY7LLi+Re' +
  'VuzKKQq4CVkNiMNNlfN6O1wr7QBJPBCWAZ3qx6iQUddYJl1DECT3Houl9WoHORijBn33kzhHG3qIPPM8hfHsNVipfWrAFSfB' +
  'AbZZXqvJmpVGHElKMqcGWLEmSrRW/tCsSYGmPbSvS0sG9PSF818knqDUpGnOMNnCEBnMStfjn9JfEF/mQV1BCMKRNoMsT0q3' +
  '16IOn5YJbBiAPg4O1ZUbEyuz+wIEoRjlFqAhngPxQES9WydN+HbcKIFW3I5GxyqZFijHPiPdytmuM6eP5HhC4FyGr8l+hW7Q' +
  'B8msSL6d1QvcTMIW6kWQrkDOc5gnT3kMh5HJD678v6rjTM50N9R1GCnS3rTGKk4nB20YyoDVJic5YgQYHE3o2rWfTKl1HUZ2' +
  'jb8f0U/G9iqmftJGsHyw7Nk12qEBEs//DAUSaMQ3GWh3QL8QjyMOb6RrYeEJtGYUqXJJNtNK6x2Bkhv7dK4dP/mwSlqB6Too' +
  'EwEAUCQp/OhT42unn8McOdEuGo5vVC7OV7p8FxP3jZb6PIleyMfJXl+TppdOZPnyAiTJ8pYc9hZZzeriPPYlC4FCpnE0TCF1' +
  '0lOM0NYCT+ZTw7R6a4CAO3TG9BGGQ6loAEL3PiSZlDC93rNC8BuxERn6kJOuR0yl6xAMC2LvNktCAWYCCLnd6J9uwEbIwqYJ' +
  'GfKE7vxXZIVbdqpKR5uv3hcZyW0rQAQX1FyTGAkzz9CNWkCrnYTxId3S8AtKGOhlB2AdftlBxoHziCazOA0Dct6gSrQ1MWbi' +
  'bYtwmKxXbnl+HENHGd/uPo0uY+AfZHYJEUUFrT4Kg99EdYv19ii0TBLndOTb6IMJO/78Z3RLpbGsUDjNoKspR87EOc7bkNuK' +
  'GCsFuMGfwz45Ut41QcMGV/ffeJACbBwAQANq1isAMPkCxP1U697ENvOJONyC5ho+CJyznvymYO0HqYmoVht1vmnMTqv3V7FW' +
  'V35BB5Hnt7o1cwtMXDNp4nXmh2VXhYmYDhiU/XnW7IW6W5ubPZIgkajBeK/ov96aVdUBLxmx27zfFw1LgAzSv3jN104iqs9D' +
  'DLZ4hm3+d3ERkZ3rQ/Py45v8CP8h2CbvKIFUchk+QYT1mp3obcQqfFpDsnDpG/NDCJ+vgmcPaBW8Qn5Ktvk/jjOg+CPxYUVl' +
  'TmoZdmGqpJcpNyfr9sTHMbl+mQ3JgOV9DAxWBRMSPrRdK3iuJVnf9B94e2nW4yeluft35Zhi1VkKdi3yRss3Hsv+PQ6Nwy5V' +
  'Aj4616KZw5ztICOTLRQ4N3KhaFu1wz4XlHrmEAw+RoSpNuFfUVOUHNanqTiTaXvz'
